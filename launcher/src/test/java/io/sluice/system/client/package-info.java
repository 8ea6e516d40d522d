/// The clients that come to a gateway: real programs, libraries, and a control connection driven by hand.
package io.sluice.system.client;
