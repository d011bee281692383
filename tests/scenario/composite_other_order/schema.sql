CREATE TABLE seats (row_no int, seat_no int, PRIMARY KEY (row_no, seat_no));
CREATE TABLE tickets (ticket_id int PRIMARY KEY, seat int, line int, FOREIGN KEY (seat, line) REFERENCES seats (seat_no, row_no));
