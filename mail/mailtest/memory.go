package mailtest

import (
	"fmt"
	"os"
	"strings"
)

// ForgetPeak has the system measure this process's memory anew.
func ForgetPeak() { os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// Peak is the most memory that a process had resident since it began or ForgetPeak, in megabytes; 0 where the system doesn't tell.
func Peak(pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.SplitSeq(string(status), "\n") {
		var kB float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kB); n == 1 {
			return kB / 1024
		}
	}
	return 0
}
