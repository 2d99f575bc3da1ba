-- Keeps how an invocation ended: the result in the line after its record, or apart where that would make the record long to read.
local function keep(key, apart, record, result, most, lifetime)
  if #result <= tonumber(most) then
    redis.call('SET', key, record .. '\n' .. result, 'PX', lifetime)
  else
    redis.call('SET', key, record, 'PX', lifetime)
    redis.call('SET', apart, result, 'PX', lifetime)
  end
end
