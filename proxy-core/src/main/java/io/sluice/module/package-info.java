/// The SPI for modules: what a plugin declares, and where it takes part in a session.
///
/// May call [io.sluice.config] and [io.sluice.ftp]. The core itself uses the same filters for its own checks and logs.
package io.sluice.module;
