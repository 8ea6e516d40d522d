/// Bans, the events that lead to them, and the table they are kept in, as a library. Uses the JDK alone, and can be
/// used without the gateway. Reading order: [Ban], [BanTable],
/// [BanEvent], [Rule], [Rules], [Counter]; [Message]; [SharedBans].
package io.sluice.ban;
