/// What tests of all modules share: ports, and waiting.
package io.sluice.peers;
