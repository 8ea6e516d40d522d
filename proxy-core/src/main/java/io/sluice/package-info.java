/// The gateway as a library: start, reload and stop it from code, with or without a configuration file.
package io.sluice;
