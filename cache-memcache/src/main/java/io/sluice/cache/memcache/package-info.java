/// A store in memcached: directives and what they say, servers and the ring on which keys are spread over them,
/// connections, operations.
@org.jspecify.annotations.NullMarked
package io.sluice.cache.memcache;
