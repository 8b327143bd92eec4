namespace FedOnco.Coordinator.State;

/// <summary>The database server did not take what had to be written, or did not answer, for as long as it is waited for.</summary>
/// <remarks>An <see cref="IOException"/>, as a full disk is: a run ends with STATE_UNWRITABLE. It says nothing of what the server said, which quotes values.</remarks>
internal sealed class StateLostException(string code) : IOException($"The database server cannot be used ({code}).");
