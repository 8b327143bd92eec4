namespace FedOnco.Federation.Tests.Soak;

/// <summary>Tests that need the machine for themselves: xunit runs them after all others, one at a time.</summary>
[CollectionDefinition(nameof(RunAlone), DisableParallelization = true)]
public sealed class RunAlone;
