/// The servers a gateway is put in front of: real ones, and one that is scripted line by line.
package io.sluice.system.peer;
