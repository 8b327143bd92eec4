using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>A site does not take part, or stops.</summary>
internal sealed class SiteRefusalException(string site, Problem problem) : Exception(problem.Message)
{
    public string Site => site;

    public Problem Problem => problem;
}
