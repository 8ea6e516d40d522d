/// What tests of the stores of this project share: servers of the host, and stores that lines of a configuration open.
package io.sluice.cache.peers;
