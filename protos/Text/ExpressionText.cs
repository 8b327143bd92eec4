namespace FedOnco.Protos;

/// <summary>Writes expressions and formulas as R's deparse does; term labels and canonical calls are made of it.</summary>
public static class ExpressionText
{
    public static string ToText(this Expression expression) => throw new NotImplementedException();

    public static string ToText(this Formula formula) => throw new NotImplementedException();
}
