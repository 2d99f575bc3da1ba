-- KEYS and ARGV as claiming.lua
return claim()
