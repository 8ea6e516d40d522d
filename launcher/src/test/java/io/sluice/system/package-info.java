/// The whole gateway, started from a configuration file, between real clients and real servers.
package io.sluice.system;
