/// The library plugged into the gateway: its directives, its checks, and its actions of the control socket. May call
/// the SPI of the core and the library.
package io.sluice.ban.adapter;
