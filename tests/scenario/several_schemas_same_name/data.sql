INSERT INTO public.items VALUES (1, 'public 1'), (2, 'public 2'), (3, 'public 3');
INSERT INTO a.items VALUES (1, 2, 'a 1'), (2, 1, 'a 2'), (3, 3, 'a 3');
INSERT INTO b.items VALUES (1, 1, 1, 'b 1'), (2, 2, 3, 'b 2'), (3, 3, 2, 'b 3');
