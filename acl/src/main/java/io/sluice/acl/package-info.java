/// Address rules, classes, limits, tables and geography as a library. Pure functions of values: nothing here does I/O,
/// reads a clock or uses more than the JDK, but for [GeoDatabase], which reads a file. Reading order: [AddressRule],
/// [AddressClass], [ClassTable], [Limit], [LimitTable]; [WrapTable], [WrapTables]; [DnsLists]; [GeoRules].
package io.sluice.acl;
