using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Documents.Dictionaries;

/// <summary>An aggregate that was read before the dataset it refers to.</summary>
internal sealed record PendingAggregate(Dataset Dataset, Variable Variable, StrictMap Map);
