using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>One fault of a question.</summary>
/// <param name="Reason">Of the closed list.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
/// <param name="Where">The expression at fault, by reference; null where the call as a whole is.</param>
public sealed record SpecificationFault(ErrorReason Reason, string Message, Expression? Where = null);
