/// The members of one container in their order.
package protocol ContainerReader: AnyObject {
    /// The next member; nil at the end. What of the one before was not read is passed over.
    func next() throws -> ContainerMember?

    /// Fills as much of the buffer as the member still has; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}
