UPDATE ar_internal_metadata SET value = 'development' WHERE key = 'environment';
