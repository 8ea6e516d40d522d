/// The library plugged into the gateway: its directives, and its place in the filters of a session. May call the SPI of
/// the core and the library.
package io.sluice.acl.adapter;
