-- KEYS: 1 lease, 2 function, 3 queue, 4 aside, 5 ready, 6 claims    ARGV: 1 owner (session and epoch), 2 function id, 3 session
return claim(KEYS[1], ARGV[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], ARGV[2], ARGV[3])
