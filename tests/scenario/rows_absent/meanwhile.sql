REVOKE ALL ON safe_deposits, safe_deposits_id_seq, people_copy_of_2024, logs, logs_2020, old_orders FROM :"reader";
