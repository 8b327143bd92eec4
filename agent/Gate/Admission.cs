using FedOnco.Agent.Data;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Agent.Gate;

/// <summary>A contract that passed the gate.</summary>
/// <param name="Contract">As offered.</param>
/// <param name="Held">The dataset here.</param>
/// <param name="Context">What every party knows.</param>
/// <param name="Analysis">What answers it.</param>
internal sealed record Admission(Contract Contract, HeldDataset Held, StudyContext Context, IAnalysis Analysis);
