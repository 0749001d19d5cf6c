namespace RepoSanitiser.History.Checking;

/// <summary>Reads files into buffers that are used again, one for each thread.</summary>
internal sealed class DiskFile
{
    private const int LeastBuffer = 256 << 10;
    private byte[] _buffer = new byte[LeastBuffer];

    /// <summary>A file's bytes, good until the next call; null where it can't be read whole or has grown beyond the limit.</summary>
    public ReadOnlyMemory<byte>? Read(string path, long mostBytes)
    {
        try
        {
            using var handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
            var length = RandomAccess.GetLength(handle);
            if (length > mostBytes) return null;
            if (_buffer.Length <= length) _buffer = new byte[Math.Max(length + 1, Math.Min(2L * _buffer.Length, Array.MaxLength))];
            var filled = 0;
            for (int read; (read = RandomAccess.Read(handle, _buffer.AsSpan(filled), filled)) > 0;)
            {
                filled += read;
                if (filled == _buffer.Length) return null;
            }

            return _buffer.AsMemory(0, filled);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A file's bytes; null where it can't be read.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
