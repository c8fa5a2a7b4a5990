namespace UrbanDataHub.Simulator;

/// <summary>What keeps the simulator from its work, in one sentence for the person who called it.</summary>
public sealed class SimulatorException(string sentence) : Exception(sentence);
