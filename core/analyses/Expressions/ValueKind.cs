namespace FedOnco.Analyses.Expressions;

public enum ValueKind
{
    Number,
    Logical,
    Factor,
    Date,
}
