/// Processes, ports and folders of a test that runs real programs: what is started here is ended here.
package io.sluice.system.process;
