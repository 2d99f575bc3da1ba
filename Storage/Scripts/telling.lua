-- A record with its result in the line after it; without, where that would make it long to read and to send.
local function together(record, result, most)
  return #result <= most and record .. '\n' .. result or record
end

-- Tells the gateway that waits how an invocation ended; a result that is not in the message is read from its key.
local function tell(channel, id, whole)
  if channel ~= '' then redis.call('PUBLISH', channel, id .. whole) end
end
