/// What the library of memcached says, as the library wants to be told where to say it.
@org.jspecify.annotations.NullMarked
package io.sluice.cache.memcache.log;
