/// Addresses, ports and host names. Uses the JDK only; knows nothing of FTP and nothing of the configuration.
package io.sluice.net;
