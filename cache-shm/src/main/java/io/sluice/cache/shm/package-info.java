/// A shared store in memory that the processes of one machine map. [ShmProvider] reads what is configured,
/// [SharedMemory] is the mapping and a process's place in it, [Table] what is in it, [ShmStore] and [ShmCache] are how
/// others see it.
package io.sluice.cache.shm;
