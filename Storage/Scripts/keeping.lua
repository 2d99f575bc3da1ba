-- Keeps how an invocation ended, and its result apart where it does not stand with its record.
local function keep(key, apart, record, result, whole, lifetime)
  redis.call('SET', key, whole, 'PX', lifetime)
  if whole == record then redis.call('SET', apart, result, 'PX', lifetime) end
end
