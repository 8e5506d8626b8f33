import ArgumentParser

@main
struct MyoSiftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "myosift")
}
