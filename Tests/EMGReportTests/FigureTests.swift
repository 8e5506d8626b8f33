import EMGReport
import Testing
