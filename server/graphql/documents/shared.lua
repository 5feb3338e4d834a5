-- The documents that hosts share, on two shelves: those that were sent, and those in use.
--
-- KEYS: a hash of the texts by their digest, with the bytes on each shelf under its name; and each
-- shelf, the digests by the instant until which they are kept. All three are read and written in
-- this one step, so that the shelves never hold more than their room, however many hosts write.
-- ARGV: what to do, a digest, a text, and of each shelf its documents, bytes and seconds.

local texts = KEYS[1]
local shelves = {
    new = {key = KEYS[2], documents = tonumber(ARGV[4]), bytes = tonumber(ARGV[5]), life = tonumber(ARGV[6])},
    known = {key = KEYS[3], documents = tonumber(ARGV[7]), bytes = tonumber(ARGV[8]), life = tonumber(ARGV[9])},
}
local OVERDUE_AT_ONCE = 100
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000

local function count(name)
    return redis.call('ZCARD', shelves[name].key)
end

-- Redis may have evicted one of the three, and not the others: begin anew.
if redis.call('HLEN', texts) ~= count('new') + count('known') + 2 then
    redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
    redis.call('HSET', texts, 'new', 0, 'known', 0)
end

local function take(name, digest)
    local text = redis.call('HGET', texts, digest)
    redis.call('ZREM', shelves[name].key, digest)
    redis.call('HDEL', texts, digest)
    redis.call('HINCRBY', texts, name, -#digest - #text)
    return text
end

local function trim(name)
    local shelf, overdue = shelves[name], 0
    while true do
        local first = redis.call('ZRANGE', shelf.key, 0, 0, 'WITHSCORES')
        if not first[1] then
            return
        end
        local is_full = count(name) > shelf.documents
            or tonumber(redis.call('HGET', texts, name)) > shelf.bytes
        if not is_full then
            if tonumber(first[2]) > now or overdue == OVERDUE_AT_ONCE then
                return
            end
            overdue = overdue + 1
        end
        take(name, first[1])
    end
end

local function put(name, digest, text)
    local shelf = shelves[name]
    redis.call('HSET', texts, digest, text)
    redis.call('HINCRBY', texts, name, #digest + #text)
    redis.call('ZADD', shelf.key, now + shelf.life, digest)
    trim(name)
    local is_used = count('known') > 0
    for _, key in ipairs(KEYS) do -- all at once: one without the others is of no use
        redis.call('EXPIRE', key, is_used and shelves.known.life or shelves.new.life)
    end
end

local function find(digest)
    for _, name in ipairs({'known', 'new'}) do
        local kept_until = redis.call('ZSCORE', shelves[name].key, digest)
        if kept_until then
            local text = take(name, digest)
            return tonumber(kept_until) > now and text
        end
    end
    return false
end

local verb, digest, text = ARGV[1], ARGV[2], ARGV[3]
if verb == 'get' then
    local found = find(digest)
    if found then
        put('known', digest, found)
    end
    return found
end
if redis.call('HEXISTS', texts, digest) == 0 then
    put(verb, digest, text)
end
return false
