/// Bans that several instances share through Redis or memcached, written and read as mod_ban does it. Reading order:
/// [StoredBans], [BanStore], [SharedEntry], [EntryFormat].
package io.sluice.ban.cache;
