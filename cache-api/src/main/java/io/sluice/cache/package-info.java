/// Shared stores, small enough that many kinds of store can be one: byte keys in namespaces, byte values that expire,
/// and a limit in time for every call.
///
/// A gateway asks a [CacheProvider] to open a [CacheStore] and takes a [Cache] of it for each namespace. Whoever writes
/// a provider reads these three in this order, then [Capabilities] and [CacheException], and runs the kit of tests in
/// `io.sluice.cache.tck` against it.
package io.sluice.cache;
