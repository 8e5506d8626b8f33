// What of libhdf5 the readers use; its own header is full of macros that Swift cannot see.
#pragma once
#include <hdf5.h>
#include <string.h>

typedef int64_t myosift_h5_id;

// A data set as far as a reader must know it before it reads.
typedef struct {
  int rank;                  // dimensions; above 2 none are given
  int64_t rows, columns;     // 1 where there are fewer dimensions
  int kind;                  // 0 other, 1 number, 2 text, 3 references to objects
  int outside;               // whether its numbers stand in other files
  uint64_t chunk_bytes;      // 0 where it is in one piece
  uint64_t value_bytes;      // of one value
  uint64_t stored_bytes;     // in the file, packed
  uint64_t chunks_abreast;   // chunks that share a row
} myosift_h5_shape;

// Opens a file for reading; below zero where it cannot be opened.
static inline myosift_h5_id myosift_h5_open(const char *path) {
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  return H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
}

static inline void myosift_h5_close_file(myosift_h5_id file) { H5Fclose(file); }
static inline void myosift_h5_close_object(myosift_h5_id object) { H5Oclose(object); }

// Links of a group; below zero where it is none.
static inline int64_t myosift_h5_links(myosift_h5_id group) {
  H5G_info_t info;
  return H5Gget_info(group, &info) < 0 ? -1 : (int64_t)info.nlinks;
}

// The name of a link in the order of names; its length, or below zero.
static inline int64_t myosift_h5_link_name(
    myosift_h5_id group, int64_t index, char *name, size_t room) {
  return H5Lget_name_by_idx(
      group, ".", H5_INDEX_NAME, H5_ITER_INC, (hsize_t)index, name, room, H5P_DEFAULT);
}

// 1 a group, 2 a data set, 0 another object, below zero for what leads out of the file or nowhere.
static inline int myosift_h5_kind(myosift_h5_id object) {
  switch (H5Iget_type(object)) {
    case H5I_GROUP: return 1;
    case H5I_DATASET: return 2;
    default: return 0;
  }
}

// Opens what a link of a group leads to within the file; below zero otherwise.
static inline myosift_h5_id myosift_h5_object(myosift_h5_id group, const char *name) {
  H5L_info_t link;
  if (H5Lget_info(group, name, &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) return -1;
  return H5Oopen(group, name, H5P_DEFAULT);
}

static inline int myosift_h5_class(hid_t type) {
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
    case H5T_FLOAT: return 1;
    case H5T_STRING: return 2;
    case H5T_REFERENCE: return H5Tequal(type, H5T_STD_REF_OBJ) > 0 ? 3 : 0;
    default: return 0;
  }
}

// Describes a data set; below zero where that fails.
static inline int myosift_h5_describe(myosift_h5_id dataset, myosift_h5_shape *shape) {
  memset(shape, 0, sizeof *shape);
  shape->rows = shape->columns = 1;
  hid_t space = H5Dget_space(dataset), type = H5Dget_type(dataset);
  hid_t made = H5Dget_create_plist(dataset);
  int code = space < 0 || type < 0 || made < 0 ? -1 : 0;
  hsize_t sizes[H5S_MAX_RANK] = {0}, chunk[H5S_MAX_RANK] = {0};
  if (code == 0) {
    shape->rank = H5Sget_simple_extent_ndims(space);
    if (shape->rank < 0 || H5Sget_simple_extent_dims(space, sizes, NULL) < 0) code = -1;
  }
  if (code == 0 && shape->rank <= 2) {
    if (shape->rank > 0) shape->rows = sizes[0] > INT64_MAX ? -1 : (int64_t)sizes[0];
    if (shape->rank > 1) shape->columns = sizes[1] > INT64_MAX ? -1 : (int64_t)sizes[1];
    shape->kind = myosift_h5_class(type);
    shape->value_bytes = H5Tget_size(type);
    shape->stored_bytes = H5Dget_storage_size(dataset);
    H5D_layout_t layout = H5Pget_layout(made);
    shape->outside = layout == H5D_VIRTUAL || H5Pget_external_count(made) > 0;
    if (layout == H5D_CHUNKED && H5Pget_chunk(made, H5S_MAX_RANK, chunk) == shape->rank) {
      shape->chunk_bytes = H5Tget_size(type);
      for (int d = 0; d < shape->rank; d++) {
        if (__builtin_mul_overflow(shape->chunk_bytes, chunk[d], &shape->chunk_bytes))
          shape->chunk_bytes = UINT64_MAX;
      }
      shape->chunks_abreast = 1;
      for (int d = 0; d < shape->rank; d++) {
        // Chunks across the shorter side: time runs along the longer one.
        int shorter = shape->rank == 2 && sizes[d] < sizes[1 - d];
        if (shorter && chunk[d] > 0) shape->chunks_abreast = (sizes[d] + chunk[d] - 1) / chunk[d];
      }
    }
  }
  if (made >= 0) H5Pclose(made);
  if (type >= 0) H5Tclose(type);
  if (space >= 0) H5Sclose(space);
  return code;
}

// Opens a data set once more with room for so many bytes of chunks.
static inline myosift_h5_id myosift_h5_dataset(
    myosift_h5_id parent, const char *name, size_t cache) {
  hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
  if (access < 0) return -1;
  H5Pset_chunk_cache(access, 10007, cache, 1.0);
  hid_t dataset = H5Dopen2(parent, name, access);
  H5Pclose(access);
  return dataset;
}

// Reads a part of a data set of one or two dimensions as doubles; below zero where that fails.
static inline int myosift_h5_read(
    myosift_h5_id dataset, int rank, int64_t row, int64_t rows, int64_t column, int64_t columns,
    double *values) {
  hsize_t start[2] = {(hsize_t)row, (hsize_t)column};
  hsize_t count[2] = {(hsize_t)rows, (hsize_t)columns};
  if (rank == 0) return H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
  hid_t space = H5Dget_space(dataset), memory = H5Screate_simple(rank, count, NULL);
  int code = -1;
  if (space >= 0 && memory >= 0 &&
      H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0)
    code = H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values);
  if (memory >= 0) H5Sclose(memory);
  if (space >= 0) H5Sclose(space);
  return code;
}

// Opens what a reference of a data set leads to; below zero where it leads nowhere.
static inline myosift_h5_id myosift_h5_dereference(
    myosift_h5_id dataset, int rank, int64_t row, int64_t column) {
  hsize_t start[2] = {(hsize_t)row, (hsize_t)column}, count[2] = {1, 1};
  hid_t space = H5Dget_space(dataset), memory = H5Screate_simple(1, count, NULL);
  hobj_ref_t reference = 0;
  hid_t object = -1;
  if (space >= 0 && memory >= 0 &&
      (rank == 0 || H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0) &&
      H5Dread(dataset, H5T_STD_REF_OBJ, memory, space, H5P_DEFAULT, &reference) >= 0)
    object = H5Rdereference2(dataset, H5P_DEFAULT, H5R_OBJECT, &reference);
  if (memory >= 0) H5Sclose(memory);
  if (space >= 0) H5Sclose(space);
  return object;
}

// Copies a text that a read gives into a buffer; its length, or below zero.
static inline int64_t myosift_h5_copy_text(
    hid_t type, hid_t space, herr_t (*read)(hid_t, hid_t, hid_t, void *), hid_t source, hid_t from,
    char *buffer, size_t room) {
  if (H5Tget_class(type) != H5T_STRING) return -1;
  if (H5Tis_variable_str(type) > 0) {
    char *text = NULL;
    hid_t memory = H5Tcopy(H5T_C_S1);
    int64_t length = -1;
    H5Tset_size(memory, H5T_VARIABLE);
    H5Tset_cset(memory, H5Tget_cset(type));
    if (read(source, memory, from, &text) >= 0) {
      length = 0;
      if (text) {
        length = (int64_t)strnlen(text, room);
        memcpy(buffer, text, (size_t)length);
        H5free_memory(text);
      }
    }
    H5Tclose(memory);
    return length;
  }
  size_t size = H5Tget_size(type);
  if (size > room || read(source, type, from, buffer) < 0) return -1;
  return (int64_t)strnlen(buffer, size);
}

static inline herr_t myosift_h5_read_attribute(hid_t source, hid_t type, hid_t from, void *to) {
  (void)from;
  return H5Aread(source, type, to);
}

static inline herr_t myosift_h5_read_element(hid_t source, hid_t type, hid_t from, void *to) {
  hsize_t one = 1;
  hid_t memory = H5Screate_simple(1, &one, NULL);
  if (memory < 0) return -1;
  herr_t code = H5Dread(source, type, memory, from, H5P_DEFAULT, to);
  H5Sclose(memory);
  return code;
}

// Copies one text of a data set into a buffer; its length, or below zero.
static inline int64_t myosift_h5_text(
    myosift_h5_id dataset, int rank, int64_t row, char *buffer, size_t room) {
  hsize_t start[2] = {(hsize_t)row, 0}, count[2] = {1, 1};
  hid_t space = H5Dget_space(dataset), type = H5Dget_type(dataset);
  int64_t length = -1;
  if (space >= 0 && type >= 0 &&
      (rank == 0 || H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0))
    length = myosift_h5_copy_text(
        type, space, myosift_h5_read_element, dataset, space, buffer, room);
  if (type >= 0) H5Tclose(type);
  if (space >= 0) H5Sclose(space);
  return length;
}

// Opens an attribute by its place in the order of names, and copies its name; below zero at the end.
static inline myosift_h5_id myosift_h5_attribute(
    myosift_h5_id object, int64_t index, char *name, size_t room) {
  hid_t attribute = H5Aopen_by_idx(
      object, ".", H5_INDEX_NAME, H5_ITER_INC, (hsize_t)index, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute >= 0 && H5Aget_name(attribute, room, name) < 0) name[0] = 0;
  return attribute;
}

static inline void myosift_h5_close_attribute(myosift_h5_id attribute) { H5Aclose(attribute); }

// The count of an attribute's numbers, and the numbers where there is room; below zero otherwise.
static inline int64_t myosift_h5_attribute_numbers(
    myosift_h5_id attribute, double *values, int64_t room) {
  hid_t space = H5Aget_space(attribute), type = H5Aget_type(attribute);
  int64_t count = -1;
  if (space >= 0 && type >= 0 && myosift_h5_class(type) == 1) {
    count = H5Sget_simple_extent_npoints(space);
    if (count > room || (count > 0 && H5Aread(attribute, H5T_NATIVE_DOUBLE, values) < 0)) count = -1;
  }
  if (type >= 0) H5Tclose(type);
  if (space >= 0) H5Sclose(space);
  return count;
}

// Copies an attribute's single text into a buffer; its length, or below zero.
static inline int64_t myosift_h5_attribute_text(
    myosift_h5_id attribute, char *buffer, size_t room) {
  hid_t space = H5Aget_space(attribute), type = H5Aget_type(attribute);
  int64_t length = -1;
  if (space >= 0 && type >= 0 && H5Sget_simple_extent_npoints(space) == 1)
    length = myosift_h5_copy_text(
        type, space, myosift_h5_read_attribute, attribute, space, buffer, room);
  if (type >= 0) H5Tclose(type);
  if (space >= 0) H5Sclose(space);
  return length;
}
