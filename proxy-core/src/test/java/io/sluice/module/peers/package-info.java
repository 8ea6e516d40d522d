/// For the tests of modules. What a module meets at run time: a core and sessions of which a test says only what
/// matters to it; and the library that some are beside it, alone.
package io.sluice.module.peers;
