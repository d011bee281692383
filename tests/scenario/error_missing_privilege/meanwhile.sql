REVOKE SELECT ON notes FROM :"reader";
