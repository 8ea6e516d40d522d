/// What a module meets at run time, for its tests: a core and sessions of which a test says only what matters to it.
package io.sluice.module.peers;
