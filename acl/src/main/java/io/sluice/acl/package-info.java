/// Address rules, classes and limits as a library. Pure functions of values: nothing here does I/O, reads a clock or
/// uses more than the JDK. Reading order: [AddressRule], [AddressClass], [ClassTable], [Limit], [LimitTable].
package io.sluice.acl;
