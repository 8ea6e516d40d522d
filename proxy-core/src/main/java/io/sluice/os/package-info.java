/// The few calls of the operating system that Java does not offer, Linux only, and what tells whether this process may
/// make them. Whoever uses them has a way without.
package io.sluice.os;
