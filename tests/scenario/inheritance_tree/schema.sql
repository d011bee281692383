CREATE TABLE stations (station_id int PRIMARY KEY, name text);
CREATE TABLE readings (reading_id int PRIMARY KEY, station_id int, value int);
CREATE TABLE tagged (tag text);
CREATE TABLE readings_a (note text, PRIMARY KEY (reading_id), FOREIGN KEY (station_id) REFERENCES stations) INHERITS (readings);
CREATE TABLE readings_b (PRIMARY KEY (reading_id)) INHERITS (tagged, readings);
CREATE TABLE readings_b_raw (raw text) INHERITS (readings_b);
CREATE TABLE readings_c (extra numeric) INHERITS (readings);
CREATE TABLE alerts (alert_id int PRIMARY KEY, reading_id int, level int);
