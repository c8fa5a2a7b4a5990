namespace UrbanDataHub.Gateway.Foreign.Filtering;

/// <summary>Array functions of CQL2 (clause 7.9). Arrays are sets: order and repetition do not count.</summary>
internal static class RowArray
{
    /// <summary>Compares two sets.</summary>
    public static bool? Of(string op, HashSet<object>? left, HashSet<object>? right) => left is null || right is null ? null : op switch
    {
        "a_contains" => left.IsSupersetOf(right),
        "a_containedby" => left.IsSubsetOf(right),
        "a_overlaps" => left.Overlaps(right),
        _ => left.SetEquals(right),
    };
}
