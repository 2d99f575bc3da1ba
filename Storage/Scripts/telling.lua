-- Tells the gateway that waits how an invocation ended. 1: the result follows the record; 0: it is too large for a message and is read from its key.
local function tell(channel, id, record, result, most)
  if channel == '' then return end
  local message = id .. string.format('%08x', #record)
  if #result <= tonumber(most) then
    message = message .. '1' .. record .. result
  else
    message = message .. '0' .. record
  end
  redis.call('PUBLISH', channel, message)
end
