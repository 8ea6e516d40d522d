/// The kit of tests that every store passes. Whoever writes a provider extends [CacheStoreKit] in the tests of it.
package io.sluice.cache.tck;
