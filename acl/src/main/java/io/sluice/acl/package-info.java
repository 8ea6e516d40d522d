/// Address rules and classes as a library. Pure functions of values: nothing here does I/O, reads a clock or uses more
/// than the JDK. Reading order: [AddressRule], [AddressClass], [ClassTable].
package io.sluice.acl;
