import SampleImages

extension SeededNumbers {
    mutating func bytes(_ count: Int) -> [UInt8] { [UInt8](noise(count)) }
}
