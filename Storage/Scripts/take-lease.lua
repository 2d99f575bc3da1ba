-- Takes a lease nobody holds. Its epoch is later than every earlier one, even after a failover that lost some: it follows the clock.
-- KEYS: 1 lease, 2 last epoch    ARGV: 1 session, 2 lifetime in ms    Answers the owner text, or false while another holds it.
local held = redis.call('GET', KEYS[1])
if held then
  if string.sub(held, 1, #ARGV[1] + 1) ~= ARGV[1] .. ':' then return false end
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return held
end
local time = redis.call('TIME')
local epoch = tonumber(time[1]) * 1000000 + tonumber(time[2])
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
if epoch <= last then epoch = last + 1 end
local text = string.format('%.0f', epoch)
redis.call('SET', KEYS[2], text)
redis.call('SET', KEYS[1], ARGV[1] .. ':' .. text, 'PX', ARGV[2])
return ARGV[1] .. ':' .. text
